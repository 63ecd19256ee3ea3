using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The Fourier transform of real numbers over the last two axes of input 0, cut or filled with zeros to the lengths in input 1; the last axis has the half without what repeats it.</summary>
public sealed record Rfft2D : Operator
{
    public override string Name => "RFFT2D";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;
}

/// <summary>The absolute values of complex numbers.</summary>
public sealed record ComplexAbs : Operator
{
    public override string Name => "COMPLEX_ABS";
}

/// <summary>The real parts of complex numbers.</summary>
public sealed record Real : Operator
{
    public override string Name => "REAL";
}

/// <summary>The imaginary parts of complex numbers.</summary>
public sealed record Imag : Operator
{
    public override string Name => "IMAG";
}
