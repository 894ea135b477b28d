"""Connections, paths and structure, asked of a dataset and told as plain values: for the API and the command alike.

Each module asks one kind of question, gives a frozen value, and writes it as members of a JSON document and as rows;
`linked` writes the same as JSON-LD. The addresses in there are names of documents, which `graph.rdf.namespaces` gives.
"""
