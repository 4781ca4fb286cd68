package dev.stoplock.gate.port;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;

/** Where each secret comes from, as the home's settings say now; nothing else may say it. */
public interface SecretSources {
    SecretSource of(SecretName name) throws Refused;
}
