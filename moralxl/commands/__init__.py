"""The commands, one module each; `shared` holds what several do, `thai` how click speaks."""
