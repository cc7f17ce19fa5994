"""The Bot API methods, one file per subject. `registry` names them all."""
