using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>A chip with its toolchain, or a runtime, by the name that people call it: what it demands of a network's integers, and how sure that is.</summary>
public sealed record Target
{
    public required string Name { get; init; }

    /// <summary>The folder in which its file lies: a vendor, or a tool.</summary>
    public required string Family { get; init; }

    /// <summary>One line.</summary>
    public required string Description { get; init; }

    public required string Vendor { get; init; }

    public IReadOnlyList<string> Chips { get; init; } = [];

    /// <summary>Other names that people type.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The rules as its file writes them, in the grammar of a scheme's definition.</summary>
    public required TargetRules Rules { get; init; }

    /// <summary>The container of models to write for it.</summary>
    public required string Container { get; init; }

    /// <summary>What its toolchain takes.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Files beside the model that its toolchain takes parameters from.</summary>
    public IReadOnlyList<string> Sidecars { get; init; } = [];

    /// <summary>What single operators can have more bits of beside the rules; nothing where its kernels have one width, or nobody has written down that they mix.</summary>
    public IReadOnlyList<WiderKind> Wider { get; init; } = [];

    public required TargetConfidence Confidence { get; init; }

    /// <summary>Where its demands are written down.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What is not public, with what is assumed instead.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>What it demands and its rules do not express.</summary>
    public IReadOnlyList<string> Approximated { get; init; } = [];

    /// <summary>The rules as a scheme of the target's name.</summary>
    public QuantizationScheme Scheme => Rules.Scheme;

    /// <summary>Whether the emulator's integers are the target's: its arithmetic is public, and the rules say all of it.</summary>
    public bool IsBitExact => Confidence.Arithmetic == Targets.Confidence.Verified && Assumed.Count == 0 && Approximated.Count == 0;

    /// <summary>Whether it is an assumption how results are brought to the output's scale, so that other roundings are as plausible.</summary>
    public bool IsRoundingAssumed => Assumed.Any(line => line.StartsWith("rounding: ", StringComparison.Ordinal) || line.StartsWith("requantization: ", StringComparison.Ordinal));

    /// <summary>How far the emulator's integers are the target's, in one line: "bit exact" is said of no other.</summary>
    public string ArithmeticClaim => Assumed.Count > 0 ? $"arithmetic assumed: {string.Join("; ", Assumed)}"
        : IsBitExact ? "bit exact"
        : Confidence.Arithmetic switch
        {
            Targets.Confidence.Verified => "arithmetic public, some rules approximated",
            Targets.Confidence.VendorDocument => "arithmetic by a document of the vendor",
            _ => "arithmetic as another tool models it",
        };

    public override string ToString() => Name;
}
