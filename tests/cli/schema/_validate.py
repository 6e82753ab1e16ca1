"""Usage: _validate.py SCHEMA SRC"""
import glob, json, subprocess, sys
import jsonschema, yaml

schema_path, src = sys.argv[1:]


class Loader(yaml.SafeLoader):
    """As editors read YAML: dates stay texts."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if not tag.endswith(":timestamp")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

with open(schema_path) as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
accepted = refused = 0

good = subprocess.run(["git", "-C", src, "ls-files", "*mote.yaml"], capture_output=True, text=True).stdout.split()
good = [f"{src}/{path}" for path in good] or glob.glob(f"{src}/examples/**/mote.yaml", recursive=True)
for path in sorted(good + glob.glob(f"{src}/tests/fuzz/corpus/spec/good-*.yaml")):
    with open(path) as file:
        document = yaml.load(file, Loader)
    errors = [f"{path[len(src) + 1:]}: {'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(document)]
    print(*errors, sep="\n", end="\n" if errors else "")
    accepted += not errors

# the rows of the tables of bad mote.yaml
def rows(name):
    text = open(f"{src}/tests/cli/spec/{name}.sh").read()
    return text.split("<<'ROWS'\n")[1].split("\nROWS")[0].split("\n")

# what only mote can know: a key that stands twice, a combination, a list of targets that needs --target
KNOWN_TO_MOTE = ("name: a\\nname: b", "image:\\n  user: 0\\n  user: 1", "targets: {a: {}, b: {}}", "files:\\n- {to: /a}")
for row in rows("bad-keys"):
    try:
        document = yaml.load(row.encode().decode("unicode_escape"), Loader)
    except yaml.YAMLError:
        continue
    if validator.is_valid(document) != (row in KNOWN_TO_MOTE):
        print("accepted:" if validator.is_valid(document) else "refused:", row)
    refused += row not in KNOWN_TO_MOTE

print("all examples are accepted" if accepted > 25 else f"only {accepted} examples were tried")
print("all wrong structures are refused" if refused > 40 else f"only {refused} wrong structures were tried")
