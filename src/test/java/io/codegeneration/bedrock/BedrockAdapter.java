package io.codegeneration.bedrock;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.testing.BedrockServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The adapter, made as the program makes it, with a Bedrock of its own at the other end of the wire. */
public final class BedrockAdapter implements AutoCloseable {

    static final String MODEL = "us.anthropic.claude-haiku-5-5";
    static final String COMPLETION_MODEL = "anthropic.claude-v2:1";
    static final Prompt PROMPT = new Prompt(
            new Language("python", "Python", List.of("py"), "py", "text/x-python"), "größte \"Zahl\" finden 🙂");
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final CodeModel.Options PLAIN = new CodeModel.Options(null, null, true, true, Map.of());

    private static final Map<String, String> CREDENTIALS =
            Map.of("aws.accessKeyId", "AKIDEXAMPLE", "aws.secretAccessKey", "secret");

    private static final GuardrailConfig UNGUARDED = new Guardrail(Optional.empty(), "DRAFT");

    record Guardrail(Optional<String> id, String version) implements GuardrailConfig {}

    record Place(Optional<String> region, Optional<URI> endpoint, Duration connectTimeout, List<Profile> profiles)
            implements BedrockConfig {

        /** Reached at this address, without application inference profiles. */
        Place(String address) {
            this(Optional.of("us-east-1"), Optional.of(URI.create(address)), Duration.ofSeconds(3), List.of());
        }
    }

    private final BedrockServer server = BedrockServer.start();
    private final Map<String, String> before = new HashMap<>();
    private final List<String> pieces = new CopyOnWriteArrayList<>();
    private final BedrockRuntimeClient client;
    private final BedrockModel model;

    /** Whose models are called through these profiles. */
    static BedrockAdapter through(BedrockConfig.Profile... profiles) {
        return new BedrockAdapter(CREDENTIALS, new Rehearsal(), Duration.ofSeconds(30), List.of(profiles));
    }

    public BedrockAdapter() {
        this(Duration.ofSeconds(30));
    }

    /** @param silence how long a stream may be silent after its first text */
    public BedrockAdapter(Duration silence) {
        this(CREDENTIALS, new Rehearsal(), silence);
    }

    /** Whose requests may belong to a rehearsal. */
    BedrockAdapter(Rehearsal rehearsal) {
        this(CREDENTIALS, rehearsal, Duration.ofSeconds(30));
    }

    private BedrockAdapter(Map<String, String> properties, Rehearsal rehearsal, Duration silence) {
        this(properties, rehearsal, silence, List.of());
    }

    private BedrockAdapter(
            Map<String, String> properties,
            Rehearsal rehearsal,
            Duration silence,
            List<BedrockConfig.Profile> profiles) {
        properties.forEach((name, value) -> {
            before.put(name, System.getProperty(name));
            set(name, value);
        });
        Place place = new Place(
                Optional.of("us-east-1"), Optional.of(URI.create(server.url())), Duration.ofSeconds(3), profiles);
        client = new BedrockClients().client(place, new BedrockConnections(place, rehearsal, null));
        ObjectMapper json = new ObjectMapper();
        model = new BedrockModel(
                client,
                new TextCompletion(client, UNGUARDED, json),
                UNGUARDED,
                new ApplicationProfiles(place),
                json,
                silence);
    }

    /** Without credentials in properties, files or the metadata of an instance; variables have to be absent. */
    static BedrockAdapter withoutCredentials() {
        Map<String, String> properties = new HashMap<>(Map.of(
                "aws.sharedCredentialsFile", "no-such-file",
                "aws.configFile", "no-such-file",
                "aws.disableEc2Metadata", "true"));
        CREDENTIALS.keySet().forEach(name -> properties.put(name, null));
        return new BedrockAdapter(properties, new Rehearsal(), Duration.ofSeconds(30));
    }

    static CodeModel.Call call(String model) {
        return call(model, PLAIN, PATIENCE);
    }

    static CodeModel.Call call(String model, CodeModel.Options options, Duration timeLimit) {
        return new CodeModel.Call(model, PROMPT, List.of(), 1234, options, false, timeLimit);
    }

    /** The other end. */
    public BedrockServer server() {
        return server;
    }

    /** The adapter as the core knows it. */
    public CodeModel model() {
        return model;
    }

    /** The pieces of all replies so far. */
    List<String> pieces() {
        return pieces;
    }

    CodeModel.Reply ask(CodeModel.Call call) {
        return model.ask(call, pieces::add);
    }

    CodeModel.Reply ask() {
        return ask(call(MODEL));
    }

    @Override
    public void close() {
        new BedrockClients().close(client);
        server.close();
        before.forEach(BedrockAdapter::set);
    }

    private static void set(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
