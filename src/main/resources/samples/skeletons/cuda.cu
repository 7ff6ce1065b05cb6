/*
 * This is a built-in sample, not a generated answer. For real answers set
 * codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
 * profile aws (Amazon Bedrock).
 */

#include <cstdio>

__global__ void say()
{
    printf("This is a sample, not a generated answer.\n");
}

int main()
{
    say<<<1, 1>>>();
    return cudaDeviceSynchronize() == cudaSuccess ? 0 : 1;
}
