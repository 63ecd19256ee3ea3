using Mrq.Core.Graph;

namespace Mrq.Requantization.Borders;

/// <summary>An operator that a conversion leaves as it is, and why.</summary>
/// <param name="Step">Its index in the source.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Reason">Why conversion does not take it.</param>
public sealed record KeptOperator(int Step, Operator Operator, KeptReason Reason)
{
    /// <summary>Whether it is kept without being asked to: what it computes has no integers that a scheme could change, or nobody but its runtime knows it.</summary>
    public bool IsKeptAlways => Reason is KeptReason.Custom or KeptReason.Unknown or KeptReason.Floating;

    /// <summary>The operator with the types for which there is no kernel: "PRELU version 1 (INT16, INT16 -> INT16)"; empty where that is not the reason.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Whether TFLite's kernels take no quantized activations: what such a file means by them, no runtime says.</summary>
    private bool IsRealAlone => Operator.Name is "RNN" or "UNIDIRECTIONAL_SEQUENCE_RNN" or "BIDIRECTIONAL_SEQUENCE_RNN" or "BIDIRECTIONAL_SEQUENCE_LSTM" or "CONV_3D" or "CONV_3D_TRANSPOSE";

    /// <summary>"custom", "float32", as messages say it.</summary>
    public string Why => Reason switch
    {
        KeptReason.Custom => "custom",
        KeptReason.Unknown when IsRealAlone => "TFLite itself computes it on float32 alone",
        KeptReason.Unknown => "conversion does not know it",
        KeptReason.Floating => "float32",
        KeptReason.DynamicRange => "float32 activations with integer weights",
        KeptReason.ControlFlow => "control flow",
        KeptReason.Weights => "its weights or activations are not 8-bit",
        KeptReason.Channels => "several scales in an operand",
        KeptReason.SourceKernel => $"the emulator has no kernel for {Signature}",
        _ => $"the scheme has no kernel for {Signature}",
    };
}

/// <summary>Why conversion does not take an operator.</summary>
public enum KeptReason
{
    /// <summary>A custom operator.</summary>
    Custom,

    /// <summary>A builtin operator that conversion does not know.</summary>
    Unknown,

    /// <summary>Only real numbers, and no kernel for them here.</summary>
    Floating,

    /// <summary>Weights of integers that a runtime multiplies with real activations.</summary>
    DynamicRange,

    /// <summary>An operator that runs other graphs of the model.</summary>
    ControlFlow,

    /// <summary>A layer whose weights are computed, or of a type that no scheme is reached from.</summary>
    Weights,

    /// <summary>An operator that is no layer with one scale for each channel of an operand.</summary>
    Channels,

    /// <summary>An operator that the emulator does not compute on the types of the source.</summary>
    SourceKernel,

    /// <summary>An operator that the emulator does not compute on the types of the target.</summary>
    TargetKernel,
}
