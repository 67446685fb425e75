// Solves a mixed-integer programme with HiGHS as npm has it:
//
//     node highs.cjs FOLDER FILE SECONDS
//
// FOLDER is where npm install was run. The answer is one line of JSON.
const fs = require("node:fs");
const path = require("node:path");

const [folder, file, limit] = process.argv.slice(2);
const load = require(path.resolve(folder, "node_modules", "highs"));

load().then((highs) => {
  const options = { time_limit: Number(limit), output_flag: false };
  const text = fs.readFileSync(file, "utf8");
  const before = process.cpuUsage();
  const answer = highs.solve(text, options);
  const used = process.cpuUsage(before);
  const ones = Object.values(answer.Columns)
    .filter((column) => column.Name !== "z" && column.Primal > 0.5)
    .map((column) => column.Name);
  const seconds = (used.user + used.system) / 1e6;
  console.log(JSON.stringify({ status: answer.Status, objective: answer.ObjectiveValue, ones, seconds }));
});
