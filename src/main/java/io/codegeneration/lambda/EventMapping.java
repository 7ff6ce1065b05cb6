package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/** Applies {@link EventRepair} to every event that the extension reads. */
@Singleton
class EventMapping implements ObjectMapperCustomizer {

    @RegisterForReflection
    @JsonDeserialize(converter = EventRepair.class)
    private interface Repaired {}

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addMixIn(APIGatewayV2HTTPEvent.class, Repaired.class);
    }
}
