package io.codegeneration.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Texts and shapes of the OpenAPI description. */
final class ApiDescription {

    static final String ID = "20261122T101530123Z-k3v9q2w8";

    static final String REQUEST = """
            {"key": "python", "message": "implement binary search"}""";

    static final String FULL_REQUEST =
            """
            {"language": "c++", "instructions": "a thread-safe queue", "model": "us.anthropic.claude-haiku-5-5", \
            "maxTokens": 4096}""";

    static final String CODE = "def binary_search(items, wanted):\n    ...\n";

    private static final String MEMBERS =
            """
            "id": "20261122T101530123Z-k3v9q2w8",
              "status": "succeeded",
              "language": "python",
              "code": "def binary_search(items, wanted):\\n    ...\\n",
              "explanation": null,
              "files": [{"name": "implement_binary_search.py", \
            "key": "code-output/20261122T101530123Z-k3v9q2w8-implement_binary_search.py", "bytes": 42}],
              "bucket": "code-generation-dev",
              "truncated": false,
              "model": "us.anthropic.claude-haiku-5-5",
              "stopReason": "end_turn",
              "usage": {"inputTokens": 142, "outputTokens": 318},
              "ignoredParameters": [],
              "attempts": [{"model": "us.anthropic.claude-haiku-5-5", "outcome": "succeeded", "milliseconds": 3702}],
              "createdAt": "2026-11-22T10:15:30.123Z",
              "completedAt": "2026-11-22T10:15:33.870Z\"""";

    static final String ANSWER = "{\"message\": \"Code generation complete\",\n  " + MEMBERS + "\n}";

    static final String RECORD = "{"
            + MEMBERS
            + ",\n  \"request\": {\"language\": \"python\", \"message\": \"implement binary search\","
            + " \"model\": null, \"maxTokens\": null}\n}";

    static final String ACCEPTED =
            """
            {"message": "Code generation accepted", "id": "20261122T101530123Z-k3v9q2w8", "status": "queued", \
            "language": "python", "createdAt": "2026-11-22T10:15:30.123Z"}""";

    static final String GENERATIONS =
            """
            {"items": [{"id": "20261122T101530123Z-k3v9q2w8", "status": "succeeded", "language": "python", \
            "message": "implement binary search", "model": "us.anthropic.claude-haiku-5-5", \
            "files": [{"name": "implement_binary_search.py", "bytes": 42}], "truncated": false, \
            "createdAt": "2026-11-22T10:15:30.123Z", "completedAt": "2026-11-22T10:15:33.870Z"}], \
            "nextCursor": null}""";

    static final String LANGUAGES =
            """
            {"languages": [{"name": "python", "displayName": "Python", "aliases": ["py"], "extension": "py", \
            "mediaType": "text/x-python"}]}""";

    static final String MODELS =
            """
            {"models": [{"id": "us.anthropic.claude-haiku-5-5", "default": true, "maxTokens": 8192}]}""";

    static final String PROBLEM =
            """
            {"type": "about:blank", "title": "Unsupported language", "status": 400, "detail": "This language is not \
            known. GET /code-generation/languages lists all.", "instance": "/code-generation", "code": \
            "unsupported-language", "retryable": false, "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", \
            "suggestions": ["python"]}""";

    private ApiDescription() {}

    /** The body of a request, for the description alone: what is read is checked field by field. */
    @Schema(name = "Instruction")
    record Instruction(
            @Schema(required = true, description = "Language by name, alias or file extension; also as 'language'")
                    String key,
            @Schema(
                            required = true,
                            minLength = 1,
                            maxLength = 20_000,
                            description = "What to write; also as 'instructions'")
                    String message,
            @Schema(description = "One of GET /code-generation/models") String model,
            @Schema(description = "Most tokens of the reply", minimum = "256") Integer maxTokens) {}
}
