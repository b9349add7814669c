// Validates the HTML of every page in a folder with html-validate. Prints the mistakes, and fails if there are any.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";

const [site] = process.argv.slice(2);
const validate = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "long-title": "off", // titles come from the vendors
    "no-trailing-whitespace": "off", // code may end in spaces
    "valid-id": ["error", { relaxed: true }], // wire names may begin with a digit
    "no-inline-style": "error",
    "prefer-native-element": ["error", { exclude: ["listbox"] }], // the list of search results is not a select
  },
});
const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith(".html"));
const wrong = [];
for (const page of pages) {
  const report = await validate.validateString(readFileSync(join(site, page), "utf8"));
  for (const { messages } of report.results) {
    wrong.push(...messages.map(({ line, column, ruleId, message }) => `${page}:${line}:${column} ${ruleId}: ${message}`));
  }
}
if (wrong.length) {
  console.error(`${wrong.length} in all\n${wrong.slice(0, 40).join("\n")}`);
  process.exit(1);
}
console.log(`${pages.length} pages`);
