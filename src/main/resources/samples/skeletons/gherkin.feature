# This is a built-in sample, not a generated answer. For real answers set
# codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
# profile aws (Amazon Bedrock).

Feature: Sample

  Scenario: The answer is not generated
    Given the built-in model
    When an instruction without a built-in answer is sent
    Then the answer is this sample
