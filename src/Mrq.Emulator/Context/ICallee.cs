using Mrq.Core.Graph;

namespace Mrq.Emulator.Context;

/// <summary>A graph that an operator calls, compiled.</summary>
internal interface ICallee
{
    QuantizedGraph Graph { get; }

    /// <summary>Where its activations lie in a memory.</summary>
    MemoryPlan Plan { get; }

    /// <summary>About how many products or other steps one run takes.</summary>
    double Steps { get; }

    /// <summary>Computes all its steps; variable tensors are as before the first run.</summary>
    void RunIn(TensorMemory memory);
}
