"""From YAML files to checked records: what authors write, and every way in which it can be wrong."""
