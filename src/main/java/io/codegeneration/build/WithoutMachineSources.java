package io.codegeneration.build;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/** Leaves out the sources that differ from machine to machine: variables, system properties and files. */
final class WithoutMachineSources implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.setAddDefaultSources(false).setAddSystemSources(false).setAddPropertiesSources(false);
        // Where uploads would be kept, if there were any.
        builder.withDefaultValue("java.io.tmpdir", "/tmp");
    }

    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }
}
