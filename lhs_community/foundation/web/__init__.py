"""The web edge: one transaction a request, who may come in, headers, refusals as pages."""
