package io.codegeneration.generation;

import java.util.List;
import java.util.Objects;

/**
 * A programming or markup language that code can be asked for in.
 *
 * @param name what answers, records and object metadata call it: one or more of {@code [a-z0-9-]}
 * @param displayName what people call it, such as {@code C++}
 * @param aliases further words that callers may use for it, lower case, its other file extensions
 *     among them; without the name itself, may be empty
 * @param extension the customary file extension, lower case, without a dot
 * @param mediaType the registered media type without parameters (see <a
 *     href="https://www.iana.org/assignments/media-types">IANA</a>), or {@code text/x-<name>} where
 *     there is none; null and blank become the latter
 */
public record Language(String name, String displayName, List<String> aliases, String extension, String mediaType) {

    /** Copies the aliases; only the media type may be null. */
    public Language {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(displayName, "displayName");
        aliases = List.copyOf(aliases);
        Objects.requireNonNull(extension, "extension");
        mediaType = mediaType == null || mediaType.isBlank() ? "text/x-" + name : mediaType;
    }

    /**
     * The value of {@code Content-Type} for a file in this language. Text says that it is UTF-8, as its
     * default is the recipient's guess; JSON, XML, YAML and the like have their own rules, or are UTF-8 by
     * definition, and are served without a parameter.
     */
    public String contentType() {
        return mediaType.startsWith("text/") ? mediaType + "; charset=UTF-8" : mediaType;
    }
}
