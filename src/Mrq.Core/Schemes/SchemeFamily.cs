namespace Mrq.Core.Schemes;

/// <summary>Schemes of the catalogue that belong together: those of one vendor, or of one idea.</summary>
/// <param name="Name">The folder in which their files lie.</param>
/// <param name="Schemes">Ordered by name.</param>
public sealed record SchemeFamily(string Name, IReadOnlyList<QuantizationScheme> Schemes);
