-- This is a built-in sample, not a generated answer. For real answers set
-- codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
-- profile aws (Amazon Bedrock).

entity sample is
end entity sample;

architecture behaviour of sample is
begin
    process
    begin
        report "This is a sample, not a generated answer.";
        wait;
    end process;
end architecture behaviour;
