"""Three streaming protocols as pure functions: request -> body, SSE bytes -> deltas."""
