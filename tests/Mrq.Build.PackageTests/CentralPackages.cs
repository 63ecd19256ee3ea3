namespace Mrq.Build.PackageTests;

/// <summary>The package for all projects of a repository, with locked versions.</summary>
[TestClass]
public sealed class CentralPackages
{
    [TestMethod]
    public void A_global_reference_with_a_lock_file_restores_in_locked_mode_and_converts()
    {
        using var project = new ConsumerProject("", restored: false);
        project.Write("../Directory.Packages.props", $"""
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
                <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
              </PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="Mrq.Build" Version="{LocalFeed.Version}" /></ItemGroup>
            </Project>
            """);
        project.Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup>
              <ItemGroup>{ConsumerProject.PlainItem}</ItemGroup>
            </Project>
            """);

        project.Run("restore").Succeeded();
        project.Run("restore", "--locked-mode").Succeeded();
        project.Build().Succeeded();

        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
    }
}
