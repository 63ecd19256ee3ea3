using System.Globalization;

namespace Mrq.Core.Schemes;

/// <summary>
/// Which shifts an engine can carry out. Right shifts are positive. With the position p = −log2 of a scale: layers are requantized by weights' p + input's p − output's p, biases
/// aligned by weights' p + input's p − their own p (to the left), an addend is shifted by largest p − smallest p of the inputs, and their sum by smallest p − output's p.
/// </summary>
/// <remarks>Source of the form: AMD Vitis AI, <c>vai_q_onnx/refine.py</c> (shift_cut, shift_bias, shift_read, shift_write).</remarks>
public sealed record ShiftLimits
{
    public static readonly ShiftLimits None = new();

    /// <summary>The text of the bias's limits that depend on the layer's own shift.</summary>
    public const string Vitis = "Vitis";

    /// <summary>Bits of the Vitis DPU's bias register, which bound how far a bias may be shifted right.</summary>
    private const int VitisRegister = 24;

    /// <summary>From the accumulator to the output of a layer with weights; null where any will do.</summary>
    public ShiftRange? Requantization { get; init; }

    /// <summary>From a bias to the accumulator, to the left.</summary>
    public ShiftRange? Bias { get; init; }

    /// <summary>Whether the smallest shift of a bias depends on the layer's: min(0, −(24 − (8 + requantization))).</summary>
    public bool IsVitis { get; init; }

    /// <summary>Between the inputs of ADD and SUB.</summary>
    public ShiftRange? AddRead { get; init; }

    /// <summary>From their sum to the output.</summary>
    public ShiftRange? AddWrite { get; init; }

    /// <summary>Limits of a bias's shift beside a layer's.</summary>
    public ShiftRange? BiasBeside(int requantization) =>
        IsVitis ? new ShiftRange(Math.Min(0, -(VitisRegister - (8 + requantization))), VitisBiasMaximum) : Bias;

    /// <summary>The furthest left that a bias may be shifted; null where it may be anything.</summary>
    public int? BiasMaximum => IsVitis ? VitisBiasMaximum : Bias?.Maximum;

    private const int VitisBiasMaximum = 16;
}

/// <summary>Shifts from one to another, both included.</summary>
public readonly record struct ShiftRange(int Minimum, int Maximum)
{
    /// <summary>Beyond it nothing is left of any product.</summary>
    public const int Furthest = 62;

    public bool Contains(int shift) => shift >= Minimum && shift <= Maximum;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minimum}..{Maximum}");
}
