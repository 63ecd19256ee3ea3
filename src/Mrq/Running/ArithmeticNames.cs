using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq;

/// <summary>Arithmetic by its own name or by that of a scheme or a target that uses it.</summary>
internal static class ArithmeticNames
{
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is neither.</exception>
    public static Arithmetic Resolve(string name) => (SchemeCatalogue.Find(name) ?? (ArithmeticCatalogue.Find(name) is null ? TargetCatalogue.Find(name)?.Scheme : null))?.Arithmetic ?? ArithmeticCatalogue.Named(name, SchemeCatalogue.Names.Concat(TargetCatalogue.Names));
}
