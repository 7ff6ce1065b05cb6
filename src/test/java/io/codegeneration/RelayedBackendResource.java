package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** As {@link BackendResource}, with relays that let connections go. */
public class RelayedBackendResource extends BackendResource {

    /** Relays before Bedrock and S3. */
    public record Relays(List<Relay> all) {}

    private Relays relays;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        Backend backend = backend();
        relays = new Relays(List.of(
                Relay.before(backend.bedrock().url(), null),
                Relay.before(backend.proxy().url(), null)));
        settings.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", relays.all().get(0).url());
        settings.put("AWS_ENDPOINT_URL_S3", relays.all().get(1).url());
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        super.inject(injector);
        injector.injectIntoFields(relays, new TestInjector.MatchesType(Relays.class));
    }

    @Override
    public void stop() {
        super.stop();
        try {
            for (Relay relay : relays == null ? List.<Relay>of() : relays.all()) {
                relay.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
