package io.codegeneration.build;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.configuration.ConfigRecorder;
import io.smallrye.config.ConfigValue;
import java.util.List;
import java.util.Map;

/**
 * Replaces, in the binary, the framework's checks for deprecated settings and for settings that differ from those of the build.
 * They read every setting at each start. A setting that is not set from outside needs no check.
 */
@TargetClass(ConfigRecorder.class)
final class ConfigRecorderSubstitution {

    private ConfigRecorderSubstitution() {}

    @Substitute
    public void handleConfigChange(List<ConfigValue> built) {
        if (MachineSources.configureFramework()) {
            MachineSources.warnOfChanges(built);
        }
    }

    @Substitute
    public void deprecatedProperties(Map<String, String> replacements) {
        if (MachineSources.configureFramework()) {
            MachineSources.warnOfDeprecation(replacements);
        }
    }
}
