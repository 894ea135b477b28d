// Reads pages as JSON from its input, by name, and writes what html-validate finds wrong with each.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate/node";

// Left out is what is a matter of style; several fields of one name are several values of it.
const rules = Object.fromEntries(
  [
    "attribute-boolean-style",
    "doctype-style",
    "form-dup-name",
    "long-title",
    "no-implicit-input-type",
    "no-trailing-whitespace",
    "prefer-native-element",
    "void-style",
  ].map((each) => [each, "off"]),
);
const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules });
const pages = JSON.parse(readFileSync(0, "utf-8"));
const found = {};
for (const [name, text] of Object.entries(pages)) {
  const report = await validator.validateString(text);
  const told = report.results.flatMap((each) =>
    each.messages.map((one) => `${one.ruleId}: ${one.message} (${one.line}:${one.column})`));
  if (told.length) found[name] = told;
}
process.stdout.write(JSON.stringify(found));
