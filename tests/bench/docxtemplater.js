// Fills a template once for each record of a JSON file, into OUT/000000.docx, OUT/000001.docx …
const fs = require("fs");
const path = require("path");
const PizZip = require("pizzip");
const Docxtemplater = require("docxtemplater");

const [template, data, out] = process.argv.slice(2);
const content = fs.readFileSync(template);
JSON.parse(fs.readFileSync(data, "utf8")).forEach((record, number) => {
  const document = new Docxtemplater(new PizZip(content), { paragraphLoop: true, linebreaks: true });
  document.render(record);
  const bytes = document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  fs.writeFileSync(path.join(out, String(number).padStart(6, "0") + ".docx"), bytes);
});
