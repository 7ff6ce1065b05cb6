package io.codegeneration.local;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What stands beside an object's bytes. It comes before new bytes and so describes both those and the ones that they
 * replace: which of the two are there, their hash tells, and bytes and metadata change in one moment.
 *
 * @param write a new one for every write, so that a reader sees whether there was one in the meantime
 * @param objects the newest first; one, or two where there was an object before
 */
record Sidecar(String write, List<Entry> objects) {

    private static final String CONTENT_TYPE = "content-type";

    /**
     * An object's type and metadata.
     *
     * @param sha256 of its bytes, in hex digits
     */
    record Entry(String sha256, @JsonProperty(CONTENT_TYPE) String contentType, Map<String, String> metadata) {

        static Entry of(StoredObject object) {
            return new Entry(hash(object.content()), object.contentType(), new TreeMap<>(object.metadata()));
        }

        StoredObject with(byte[] content) {
            return new StoredObject(content, contentType, metadata);
        }

        /** The same for whatever has the same bytes, type and metadata. */
        Version version() {
            StringBuilder all = new StringBuilder(sha256).append('\n').append(contentType);
            new TreeMap<>(metadata)
                    .forEach((name, value) ->
                            all.append('\n').append(name).append(':').append(value));
            return new Version(hash(all.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Beside an object that is to be written. */
    static Sidecar of(StoredObject object, Optional<Entry> before) {
        Entry entry = Entry.of(object);
        return new Sidecar(
                UUID.randomUUID().toString(),
                before.map(replaced -> List.of(entry, replaced)).orElse(List.of(entry)));
    }

    /**
     * Reads what was written as JSON.
     *
     * @throws JsonProcessingException where it is something else
     */
    static Sidecar read(byte[] bytes, ObjectMapper json) throws IOException {
        JsonNode tree = json.readTree(bytes);
        if (tree.has(CONTENT_TYPE)) {
            // Folders from before there was more to tell: the metadata alone, and the type among them.
            Map<String, String> metadata = json.readValue(bytes, new TypeReference<TreeMap<String, String>>() {});
            return new Sidecar("", List.of(new Entry("", metadata.remove(CONTENT_TYPE), metadata)));
        }
        Sidecar sidecar = json.treeToValue(tree, Sidecar.class);
        if (sidecar == null || sidecar.objects == null || sidecar.objects.isEmpty()) {
            throw new JsonMappingException(null, "describes no object");
        }
        return sidecar;
    }

    /** What belongs to these bytes, or nothing where they were not written together with this. */
    Optional<Entry> entry(byte[] content) {
        String hash = hash(content);
        return objects.stream().filter(entry -> entry.sha256().equals(hash)).findFirst();
    }

    /** What belongs to these bytes, if a person changed them. */
    Entry entryOfChanged(byte[] content) {
        Entry newest = objects.get(0);
        return new Entry(hash(content), newest.contentType(), newest.metadata());
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
