namespace Mrq;

/// <summary>A conversion that passed its gate, in memory.</summary>
/// <param name="Result">What is told of it, the JSON report among it.</param>
/// <param name="Model">The converted model.</param>
/// <param name="Page">The report as a page; null where none is asked for.</param>
internal sealed record Conversion(ConversionResult Result, byte[] Model, byte[]? Page);
