"""From YAML files to checked records: what authors write, and every way it can be wrong."""
