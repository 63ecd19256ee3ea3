using Mrq.Core.Diagnostics;

namespace Mrq.Core.Schemes;

/// <summary>The schemes that Mrq.Build knows by name.</summary>
public static class SchemeCatalogue
{
    public static IReadOnlyList<QuantizationScheme> All { get; } = [.. TFLiteSchemes.All, .. SymmetricSchemes.All];

    /// <summary>The scheme of a name, whatever its case.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static QuantizationScheme Named(string name) =>
        All.FirstOrDefault(scheme => string.Equals(scheme.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new MrqException(MrqCodes.UnknownScheme, $"there is no scheme '{name}'; define it, or use one of {string.Join(", ", All.Select(scheme => scheme.Name))}.");
}
