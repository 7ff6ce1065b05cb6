package io.codegeneration.bedrock;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.document.Document;

/** Converts plain values into the SDK's documents. */
final class Documents {

    private Documents() {}

    /** Converts a map, list, text, number, boolean or null. */
    static Document of(Object value) {
        if (value == null) {
            return Document.fromNull();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Document> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put((String) name, of(member)));
            return Document.fromMap(members);
        }
        if (value instanceof List<?> list) {
            return Document.fromList(list.stream().map(Documents::of).toList());
        }
        if (value instanceof Number number) {
            return Document.fromNumber(new BigDecimal(number.toString()));
        }
        if (value instanceof Boolean flag) {
            return Document.fromBoolean(flag);
        }
        return Document.fromString((String) value);
    }
}
