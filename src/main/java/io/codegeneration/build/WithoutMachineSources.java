package io.codegeneration.build;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/** Removes the sources that depend on the machine: variables, system properties and files. */
final class WithoutMachineSources implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.setAddDefaultSources(false).setAddSystemSources(false).setAddPropertiesSources(false);
        // The folder for uploads, which the program does not accept.
        builder.withDefaultValue("java.io.tmpdir", "/tmp");
    }

    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }
}
