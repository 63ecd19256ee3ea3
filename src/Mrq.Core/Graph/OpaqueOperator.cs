
namespace Mrq.Core.Graph;

/// <summary>
/// An operator whose attributes Mrq.Build does not interpret: one outside its catalogue, or a custom one. Readers and writers
/// keep it as it is; the emulator refuses it by name.
/// </summary>
/// <param name="OperatorName">The builtin's name, or "CUSTOM(name)".</param>
public sealed record OpaqueOperator(string OperatorName) : Operator
{
    public override string Name => OperatorName;

    /// <summary>Of one operator it is known what it means, although nothing here computes it.</summary>
    public override OperatorTraits Traits => OperatorName == "L2_POOL_2D" ? OperatorTraits.Compared : OperatorTraits.Default;
}
