using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>The scheme that a user names: one of the catalogue, or the rules of a target by its name or an alias. Where both have a name their rules are the same.</summary>
public static class NamedSchemes
{
    /// <summary>Null when there is none.</summary>
    public static QuantizationScheme? Find(string name) => SchemeCatalogue.Find(name) ?? TargetCatalogue.Find(name)?.Scheme;

    /// <summary>The scheme of a name, whatever its case.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static QuantizationScheme Named(string name) => Named(name, []);

    /// <summary>The same where there are schemes of a user's own, too: one of them may be meant.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static QuantizationScheme Named(string name, IEnumerable<string> others) => Find(name)
        ?? throw new MrqException(MrqCodes.UnknownScheme, $"there is no scheme '{name}'; {NearestNames.IfMeant(name, others.Concat(SchemeCatalogue.Names).Concat(TargetCatalogue.NamesAndAliases))}use one that 'mrq schemes' or 'mrq targets' lists, or define it.");

    /// <summary>The target that a name stands for; null for a scheme that is none's.</summary>
    public static Target? TargetOf(string name) => TargetCatalogue.Names.Contains(name, StringComparer.OrdinalIgnoreCase) || !SchemeCatalogue.Contains(name) ? TargetCatalogue.Find(name) : null;
}
