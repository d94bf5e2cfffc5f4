"""The models of the flow language, the findings they make, and the JSON Schema for editors."""
