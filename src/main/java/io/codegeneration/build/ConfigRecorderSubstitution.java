package io.codegeneration.build;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.configuration.ConfigRecorder;
import io.smallrye.config.ConfigValue;
import java.util.List;
import java.util.Map;

/**
 * Takes the place, in the binary, of the framework's looking for settings that differ from those of the build or that have
 * become out of date, which read each of them at every start. What is not set from outside is neither.
 */
@TargetClass(ConfigRecorder.class)
final class ConfigRecorderSubstitution {

    private ConfigRecorderSubstitution() {}

    @Substitute
    public void handleConfigChange(List<ConfigValue> built) {
        if (MachineSources.changeTheFramework()) {
            MachineSources.warnOfChanges(built);
        }
    }

    @Substitute
    public void deprecatedProperties(Map<String, String> replacements) {
        if (MachineSources.changeTheFramework()) {
            MachineSources.warnOfDeprecation(replacements);
        }
    }
}
