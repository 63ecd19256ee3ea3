namespace Mrq.Emulator;

/// <summary>Which of two bit-identical sets of kernels a graph is compiled to.</summary>
public enum KernelSet
{
    /// <summary>Vectorized where it pays.</summary>
    Fast,

    /// <summary>Written like the specification; the yardstick for the fast ones.</summary>
    Reference,
}
