' This is a built-in sample, not a generated answer. For real answers set
' codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
' profile aws (Amazon Bedrock).

Module Sample
    Sub Main()
        System.Console.WriteLine("This is a sample, not a generated answer.")
    End Sub
End Module
