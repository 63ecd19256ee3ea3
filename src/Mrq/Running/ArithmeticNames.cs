using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq;

/// <summary>Arithmetic by its own name or by that of a scheme that uses it.</summary>
public static class ArithmeticNames
{
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is neither.</exception>
    public static Arithmetic Resolve(string name) => SchemeCatalogue.Find(name)?.Arithmetic ?? ArithmeticCatalogue.Named(name, SchemeCatalogue.Names);
}
