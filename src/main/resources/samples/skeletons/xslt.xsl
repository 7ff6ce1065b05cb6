<?xml version="1.0" encoding="UTF-8"?>
<!-- This is a built-in sample, not a generated answer. For real answers set
     codegen.model.provider=openai (Ollama, LM Studio, llama.cpp), or run with the
     profile aws (Amazon Bedrock). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="/">
    <xsl:text>This is a sample, not a generated answer.&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>
