
namespace Mrq.Emulator.Context;

/// <summary>One operator of a compiled graph: everything that does not depend on the input is worked out when it is made.</summary>
internal abstract class Kernel
{
    /// <summary>What the operator's sums can reach; null where nothing is summed.</summary>
    public virtual AccumulatorUse? Accumulator => null;

    /// <summary>Computes the operator's outputs from its inputs. Called from many threads at once, each with its own memory.</summary>
    public abstract void Run(TensorMemory memory);
}
