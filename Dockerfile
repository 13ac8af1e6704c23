# The bridge: built with the SDK, run without it, by a user without rights, on a file system that may be read-only.
ARG DOTNET_SDK=10.0.401
ARG DOTNET_RUNTIME=10.0.12

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_SDK} AS build
WORKDIR /src
# What decides about packages comes first, so that a change of code does not restore them again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY GraphQueries/GraphQueries.csproj GraphQueries/packages.lock.json GraphQueries/
COPY GraphSync/GraphSync.csproj GraphSync/packages.lock.json GraphSync/
COPY Bridge.Host/Bridge.Host.csproj Bridge.Host/packages.lock.json Bridge.Host/
RUN dotnet restore Bridge.Host --locked-mode
COPY .editorconfig BannedSymbols.txt ./
COPY cypher cypher
COPY GraphQueries GraphQueries
COPY GraphSync GraphSync
COPY Bridge.Host Bridge.Host
# Compiled beforehand for this kind of machine, so that a verb starts in two thirds of the time.
RUN dotnet publish Bridge.Host -c Release -a "$(dpkg --print-architecture)" -o /app

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_RUNTIME}
# Scorers are programs, most often Python's; schedules need the time zones.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /logs /scorers \
 && chown "$APP_UID" /logs
WORKDIR /app
COPY --from=build /app .
# The runtime's diagnostic sockets would need a writable /tmp, and nobody uses them here.
ENV DOTNET_EnableDiagnostics=0 \
    Bridge__Logs__Directory=/logs \
    Bridge__Rescore__ScorerRoots=/scorers
USER $APP_UID
EXPOSE 8088
VOLUME /logs
ENTRYPOINT ["dotnet", "/app/bridge.dll"]
CMD ["run"]
