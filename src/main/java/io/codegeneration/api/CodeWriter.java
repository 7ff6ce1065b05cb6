package io.codegeneration.api;

import io.codegeneration.generation.GenerationAnswer;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Writes the code alone, for callers who accept {@code text/plain}. */
@Provider
@Produces(MediaType.TEXT_PLAIN)
public class CodeWriter implements MessageBodyWriter<GenerationAnswer> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return GenerationAnswer.class.isAssignableFrom(type)
                && MediaType.TEXT_PLAIN_TYPE.isCompatible(mediaType);
    }

    @Override
    public void writeTo(
            GenerationAnswer answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream output)
            throws IOException {
        output.write(answer.code().getBytes(StandardCharsets.UTF_8));
    }
}
