// Ask an endpoint through JavaScript's usual clients and print what they found, as JSON.
// Arguments: the addresses of the SPARQL endpoint and of the graph store, and a token.
import { QueryEngine } from "@comunica/query-sparql";
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";

const [endpoint, graphs, token] = process.argv.slice(2);
const ALL = "SELECT * { ?s ?p ?o }";
const E = "http://e.example/";
const found = {};

async function all(stream) {
  const items = [];
  for await (const each of await stream) items.push(each);
  return items;
}

async function refusal(promise) {
  try {
    await promise;
    return "";
  } catch (error) {
    return error.message;
  }
}

async function fetchSparqlEndpoint() {
  const fetchers = { post: new SparqlEndpointFetcher(), get: new SparqlEndpointFetcher({ method: "GET" }) };
  for (const [method, fetcher] of Object.entries(fetchers)) {
    const rows = await all(fetcher.fetchBindings(endpoint, ALL));
    found[`fetch ${method} bindings`] = rows.length;
    found[`fetch ${method} triples`] = (await all(fetcher.fetchTriples(endpoint, "CONSTRUCT WHERE { ?s ?p ?o }"))).length;
    found[`fetch ${method} ask`] = await fetcher.fetchAsk(endpoint, "ASK { ?s ?p 42 }");
    found[`fetch ${method} refusal`] = await refusal(fetcher.fetchBindings(endpoint, "SELECT * {"));
  }
  const writer = new SparqlEndpointFetcher({ defaultHeaders: new Headers({ Authorization: `Bearer ${token}` }) });
  await writer.fetchUpdate(endpoint, `INSERT DATA { GRAPH <${E}js> { <${E}x> <${E}name> "é" } }`);
  const name = await all(fetchers.post.fetchBindings(endpoint, `SELECT ?o { GRAPH <${E}js> { ?s ?p ?o } }`));
  found["fetch update"] = name.map((row) => row.o.value);
  await writer.fetchUpdate(endpoint, `DROP GRAPH <${E}js>`);
}

async function comunica() {
  const engine = new QueryEngine();
  const rows = async (query, context) => (await engine.queryBindings(query, context)).toArray();
  const typed = { sources: [{ type: "sparql", value: endpoint }] };
  found["comunica guesses the source"] = (await rows(ALL, { sources: [endpoint] })).length;
  found["comunica bindings"] = (await rows(ALL, typed)).length;
  found["comunica count"] = Number((await rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", typed))[0].get("n").value);
  found["comunica graph"] = (await rows(`SELECT * { GRAPH <${E}g> { ?s ?p ?o } }`, typed)).length;
  found["comunica optional"] = (
    await rows(`SELECT * { ?s <${E}knows> ?o OPTIONAL { ?o <${E}age> ?age } FILTER(isIRI(?s)) } ORDER BY ?s`, typed)
  ).map((row) => row.get("age")?.value ?? "");
  found["comunica ask"] = await engine.queryBoolean("ASK { ?s ?p 42 }", typed);
  found["comunica construct"] = (await (await engine.queryQuads("CONSTRUCT WHERE { ?s ?p ?o }", typed)).toArray()).length;
  found["comunica describe"] = (await (await engine.queryQuads(`DESCRIBE <${E}a>`, typed)).toArray()).length;
  const graph = `${graphs}?graph=${encodeURIComponent(`${E}g`)}`;
  found["comunica joins endpoint and graph store"] = (
    await rows(`SELECT ?name { ?s <${E}age> 42 ; <${E}knows> ?o . ?o <${E}name> ?name }`, {
      sources: [{ type: "sparql", value: endpoint }, { type: "file", value: graph }],
    })
  ).map((row) => row.get("name").value);
  const place = `GRAPH <${E}comunica> { <${E}x> <${E}age> 1 }`;
  const writing = { ...typed, destination: { type: "sparql", value: endpoint }, httpAuth: `anybody:${token}` };
  await engine.queryVoid(`INSERT DATA { ${place} }`, writing);
  await engine.invalidateHttpCache();
  found["comunica update"] = await engine.queryBoolean(`ASK { ${place} }`, typed);
  await engine.queryVoid(`DELETE DATA { ${place} }`, writing);
}

await fetchSparqlEndpoint();
await comunica();
console.log(JSON.stringify(found));
