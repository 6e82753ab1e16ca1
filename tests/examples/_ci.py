"""The script lines of a CI file, as one shell script for each shell that the service starts.

    _ci.py github|action|gitlab|component FILE FOLDER [NAME=VALUE...]

Writes FOLDER/1.sh, 2.sh ... in the order in which they run, each with the variables that the file itself sets. NAME is a value
that the service knows ("github.repository"), or an input ("inputs.platforms"), whose default counts otherwise. A condition that is
false leaves a step out. An expression that is not known here is an error."""
import pathlib
import re
import shlex
import sys

import yaml

service, path, folder = sys.argv[1:4]
known = dict(word.split("=", 1) for word in sys.argv[4:])
text = pathlib.Path(path).read_text()


def expand(value):
    return re.sub(r"\$\{\{ ([^}]*) \}\}", lambda match: known[match[1]], str(value))


def is_true(condition):
    name, relation, wanted = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition).groups()
    return (known[name] == wanted) == (relation == "==")


def defaults(inputs):
    for name, row in inputs.items():
        if f"inputs.{name}" not in known:
            known[f"inputs.{name}"] = expand(str(row["default"]).lower() if row.get("type") == "boolean" else row["default"])


def of_steps(variables, steps):
    for step in steps:
        if "run" in step and ("if" not in step or is_true(step["if"])):
            yield {**variables, **step.get("env", {})}, step["run"]


def of_job(variables, job):
    yield variables, "\n".join(job["before_script"] + job["script"])
    yield variables, "\n".join(job["after_script"])


if service == "github":
    file = yaml.safe_load(text)
    shells = of_steps(file["env"], file["jobs"]["image"]["steps"])
elif service == "action":
    file = yaml.safe_load(text)
    defaults(file["inputs"])
    shells = of_steps({}, file["runs"]["steps"])
elif service == "component":
    head, body = text.split("\n---\n")
    defaults(yaml.safe_load(head)["spec"]["inputs"])
    job, = yaml.safe_load(re.sub(r"\$\[\[ (.*?) \]\]", lambda match: known[match[1]], body)).values()
    shells = of_job(job["variables"], job)
else:
    file = yaml.safe_load(text)
    shells = of_job(file["variables"], file["image"])
for number, (variables, lines) in enumerate(shells, 1):
    # what is set outside, as a project's settings are, wins
    start = "".join(f": ${{{name}:={shlex.quote(expand(value))}}}; export {name}\n" for name, value in variables.items())
    pathlib.Path(folder, f"{number}.sh").write_text(start + lines + "\n")
