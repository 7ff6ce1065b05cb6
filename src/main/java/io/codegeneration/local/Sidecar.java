package io.codegeneration.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Sha256;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What S3 keeps in headers, in a file of its own. It is written before the object's bytes. Until those are renamed into
 * place, it describes both the new bytes and the ones that they replace; the hash tells which are there. So bytes and
 * metadata change at one moment.
 *
 * @param objects the newest first; one, or two if there was an object before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Sidecar(List<Headers> objects) {

    /**
     * The type and metadata of an object.
     *
     * @param sha256 of its bytes, in hex digits
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Headers(String sha256, @JsonProperty("content-type") String contentType, Map<String, String> metadata) {

        static Headers of(StoredObject object) {
            return new Headers(Sha256.hex(object.content()), object.contentType(), new TreeMap<>(object.metadata()));
        }
    }

    /** Returns the sidecar of an object that replaces another one, if there is one. */
    static Sidecar of(StoredObject object, Optional<Headers> replaced) {
        return new Sidecar(
                Stream.concat(Stream.of(Headers.of(object)), replaced.stream()).toList());
    }

    /**
     * Reads a sidecar from its JSON.
     *
     * @throws JsonProcessingException if it is something else
     */
    static Sidecar read(byte[] bytes, ObjectMapper json) throws IOException {
        Sidecar sidecar = json.readValue(bytes, Sidecar.class);
        if (sidecar == null || sidecar.objects == null || sidecar.objects.isEmpty()) {
            throw new JsonMappingException(null, "The sidecar describes no object.");
        }
        return sidecar;
    }

    /**
     * Returns the headers of these bytes.
     *
     * @return those of the newest object if the bytes are neither object's: a person changed them
     */
    Headers headers(byte[] content) {
        String hash = Sha256.hex(content);
        return objects.stream()
                .filter(headers -> headers.sha256().equals(hash))
                .findFirst()
                .orElse(objects.get(0));
    }
}
