package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.quarkus.test.InjectMock;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.mockito.InjectSpy;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Which calls of the injected clients a request leads to, and which it never does. */
@QuarkusTest
@WithTestResource(value = WiringTest.Servers.class, scope = TestResourceScope.MATCHING_RESOURCES)
class WiringTest {

    /** Points the clients at servers of the test. */
    public static class Servers implements QuarkusTestResourceLifecycleManager {

        private Backend backend;

        @Override
        public Map<String, String> start() {
            backend = Backend.start();
            return backend.properties();
        }

        @Override
        public void stop() {
            if (backend != null) {
                backend.close();
            }
        }
    }

    @InjectMock
    BedrockRuntimeClient bedrock;

    @InjectSpy
    S3Client s3;

    private ApiClient api;

    @BeforeEach
    void connect() {
        api = new ApiClient(
                "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
        when(bedrock.converse(any(ConverseRequest.class))).thenReturn(reply("```python\nprint(1)\n```"));
    }

    @Test
    void aGenerationIsOneCallOfTheModelAndTwoWrites() {
        ApiAnswer answer = api.generate("python", "sum");

        assertThat(answer.status()).isEqualTo(200);
        ArgumentCaptor<ConverseRequest> asked = ArgumentCaptor.forClass(ConverseRequest.class);
        verify(bedrock).converse(asked.capture());
        assertThat(asked.getValue().modelId()).isEqualTo(Backend.MODEL);
        assertThat(asked.getValue().inferenceConfig().maxTokens()).isEqualTo(8192);
        ArgumentCaptor<PutObjectRequest> written = ArgumentCaptor.forClass(PutObjectRequest.class);
        verify(s3, times(2)).putObject(written.capture(), any(RequestBody.class));
        assertThat(written.getAllValues())
                .allSatisfy(put -> assertThat(put.bucket()).isEqualTo(Backend.BUCKET))
                .filteredOn(put -> put.key().startsWith("code-output/"))
                .singleElement()
                .satisfies(put -> assertThat(put.ifNoneMatch()).isEqualTo("*"));
        verifyNothingElseIsAskedOfS3();
    }

    @Test
    void theOldestModelsAreCalledByInvokeModelOnly() {
        when(bedrock.invokeModel(any(InvokeModelRequest.class))).thenReturn(completion("```python\\nprint(2)\\n```"));

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"anthropic.claude-v2\"}");

        assertThat(answer.json().path("code").asText()).isEqualTo("print(2)\n");
        verify(bedrock).invokeModel(any(InvokeModelRequest.class));
        verify(bedrock, never()).converse(any(ConverseRequest.class));
    }

    @Test
    void aThrottledCallIsRepeated() {
        when(bedrock.converse(any(ConverseRequest.class)))
                .thenThrow(ThrottlingException.builder()
                        .message("slow down")
                        .statusCode(429)
                        .build())
                .thenReturn(reply("```python\nprint(1)\n```"));

        assertThat(api.generate("python", "sum").status()).isEqualTo(200);
        verify(bedrock, times(2)).converse(any(ConverseRequest.class));
    }

    @Test
    void aDeniedCallIsNeverRepeatedAndLeavesNoCode() {
        when(bedrock.converse(any(ConverseRequest.class)))
                .thenThrow(AccessDeniedException.builder()
                        .message("no")
                        .statusCode(403)
                        .build());

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.MODEL + "\"}");

        assertThat(answer.json().path("code").asText()).isEqualTo("model-access-denied");
        verify(bedrock).converse(any(ConverseRequest.class));
        ArgumentCaptor<PutObjectRequest> written = ArgumentCaptor.forClass(PutObjectRequest.class);
        verify(s3).putObject(written.capture(), any(RequestBody.class));
        assertThat(written.getValue().key()).startsWith("generations/");
    }

    @Test
    void aWrongRequestCallsNeitherModelNorStore() {
        assertThat(api.post("{}").status()).isEqualTo(400);
        assertThat(api.generate("pyton", "sum").status()).isEqualTo(400);
        assertThat(api.get("/code-generation?limit=0").status()).isEqualTo(400);
        assertThat(api.get("/code-generation/models").status()).isEqualTo(200);

        verifyNoInteractions(bedrock, s3);
    }

    @Test
    void aReaderNeverCausesAModelCallOrAWrite() {
        String path = api.generate("python", "sum").header("Location");
        clearInvocations(bedrock, s3);

        assertThat(api.get(path).status()).isEqualTo(200);
        assertThat(api.get(path + "/files/sum.py").status()).isEqualTo(200);
        assertThat(api.get("/code-generation").status()).isEqualTo(200);

        verifyNoInteractions(bedrock);
        verify(s3, never()).putObject(any(PutObjectRequest.class), any(RequestBody.class));
        verify(s3, never()).deleteObject(any(DeleteObjectRequest.class));
    }

    @Test
    void anUnknownGenerationIsNeverDeletedAtTheStore() {
        ApiAnswer answer = api.call("DELETE", "/code-generation/20261122T101530123Z-k3v9q2w8", new byte[0]);

        assertThat(answer.status()).isEqualTo(404);
        verify(s3, never()).deleteObject(any(DeleteObjectRequest.class));
        verifyNoInteractions(bedrock);
    }

    @SuppressWarnings("unchecked")
    private void verifyNothingElseIsAskedOfS3() {
        verify(s3, never()).getObject(any(GetObjectRequest.class), any(ResponseTransformer.class));
        verify(s3, never()).listObjectsV2(any(ListObjectsV2Request.class));
        verify(s3, never()).deleteObject(any(DeleteObjectRequest.class));
    }

    /** The text is part of a JSON string. */
    private static InvokeModelResponse completion(String text) {
        InvokeModelResponse.Builder response = InvokeModelResponse.builder()
                .body(SdkBytes.fromUtf8String("{\"completion\":\"" + text + "\",\"stop_reason\":\"stop_sequence\"}"));
        // Bedrock counts the tokens in headers.
        response.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build());
        return response.build();
    }

    private static ConverseResponse reply(String text) {
        return ConverseResponse.builder()
                .output(output -> output.message(message -> message.content(ContentBlock.fromText(text))))
                .stopReason(StopReason.END_TURN)
                .usage(usage -> usage.inputTokens(1).outputTokens(2))
                .build();
    }
}
