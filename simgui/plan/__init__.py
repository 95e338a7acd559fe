"""The shapes that placement, engine and results share: stages, stations, plan, trace."""
