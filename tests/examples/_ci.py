"""The script lines of a CI template, as one shell script for each shell that the service starts: _ci.py github|gitlab FILE FOLDER.
Writes FOLDER/1.sh, 2.sh ... in the order in which they run, each with the variables that the file itself sets."""
import pathlib
import shlex
import sys

import yaml

service, path, folder = sys.argv[1:]
steps = yaml.safe_load(pathlib.Path(path).read_text())
if service == "github":
    variables = steps["env"]
    shells = [step["run"] for step in steps["jobs"]["image"]["steps"] if "run" in step]
else:
    variables = steps["variables"]
    job = steps["image"]
    shells = ["\n".join(job["before_script"] + job["script"]), "\n".join(job["after_script"])]
for number, lines in enumerate(shells, 1):
    # what is set outside, as a project's settings are, wins
    head = "".join(f": ${{{name}:={shlex.quote(value)}}}; export {name}\n" for name, value in variables.items())
    pathlib.Path(folder, f"{number}.sh").write_text(head + lines + "\n")
print(len(shells))
