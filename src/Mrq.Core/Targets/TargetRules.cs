using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>A scheme's definition inside a target's file. It is kept as it stands there, so that writing the file gives the same bytes whatever fields definitions have.</summary>
public sealed class TargetRules
{
    private readonly JsonElement _definition;

    /// <param name="name">The target's name, which its scheme has.</param>
    /// <param name="definition">The object.</param>
    /// <param name="description">What reports call the scheme.</param>
    /// <param name="source">Where its demands are written down.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/>.</exception>
    internal TargetRules(string name, JsonElement definition, string description, string source)
    {
        _definition = definition.Clone();
        Scheme = SchemeDefinition.Complete(name, SchemeFile.ReadFields(_definition), SchemeCatalogue.Named) with { Description = description, Source = source };
    }

    public QuantizationScheme Scheme { get; }

    /// <summary>The definition in one line, whose field names are its file's.</summary>
    public override string ToString() => JsonSerializer.Serialize(_definition, TargetFile.OneLine);

    internal void WriteTo(Utf8JsonWriter json) => _definition.WriteTo(json);
}
